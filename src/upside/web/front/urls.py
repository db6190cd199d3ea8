from django.urls import path

from upside.web.front import choices, health, mailbox, pages, sign_in

app_name = "front"

urlpatterns = [
    path("", pages.home, name="home"),
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/sent/", sign_in.sign_in_sent, name="sign_in_sent"),
    path("sign-in/link/", sign_in.sign_in_link, name="sign_in_link"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("language/", choices.language, name="language"),
    path("theme/", choices.theme, name="theme"),
    path("demo/sign-in/", sign_in.demo_sign_in, name="demo_sign_in"),
    path("mailbox/", mailbox.mailbox, name="mailbox"),
    path("mailbox/<key:notice_id>/", mailbox.mail, name="mail"),
    path("who-sees-what/", pages.who_sees_what, name="who_sees_what"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("components/", pages.components, name="components"),
    path("healthz/", health.healthz, name="healthz"),
    path("readyz/", health.readyz, name="readyz"),
]
