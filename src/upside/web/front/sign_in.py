"""Sign-in without passwords: ask for a link, follow it, press one button; and sign-out."""

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from upside.kernel import audit
from upside.kernel.errors import Refused
from upside.notices.sign_in import local_path, person_from_token, request_sign_in, use_token
from upside.people.models import Person
from upside.web.front import demo
from upside.web.front.forms import MailForm
from upside.web.requests import LANGUAGE_OF_SESSION

BACKEND = "upside.notices.backend.LinkBackend"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if isinstance(request.user, Person):
        return redirect(local_path(request.GET.get("next", "")))
    form = MailForm(request.POST or None, initial={"next": request.GET.get("next", "")})
    if form.is_valid():
        try:
            _send_link(request, form.cleaned_data["mail"], form.cleaned_data["next"])
        except Refused as refused:
            form.add_error("mail", str(refused))
        else:
            return redirect("front:sign_in_sent")
    status = 422 if form.is_bound else 200
    return render(request, "web/front/sign_in.html", {"form": form}, status=status)


def _send_link(request: HttpRequest, mail: str, next_path: str) -> None:
    # config/wsgi.py puts the visitor's address there where a trusted proxy stands in front
    address = request.META.get("REMOTE_ADDR", "")
    request_sign_in(mail, at=timezone.now(), address=address, next_path=next_path)
    request.session["sign_in_mail"] = mail
    request.session["sign_in_next"] = next_path


@never_cache
@require_GET
def sign_in_sent(request: HttpRequest) -> HttpResponse:
    mail = request.session.get("sign_in_mail")
    if not mail:
        return redirect("front:sign_in")
    link = demo.link_for(mail, request.session.get("sign_in_next", "")) if settings.DEMO else ""
    return render(request, "web/front/sign_in_sent.html", {"mail": mail, "link": link})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_link(request: HttpRequest) -> HttpResponse:
    given = request.POST if request.method == "POST" else request.GET
    token, path = given.get("token", ""), local_path(given.get("next", ""))
    if request.method == "POST":
        person = use_token(token, path, at=timezone.now())
        return _let_in(request, person, path) if person else _link_is_over(request, path)
    person = person_from_token(token, path)
    if isinstance(request.user, Person) and person in {None, request.user}:
        return redirect(path)
    if person is None:
        return _link_is_over(request, path)
    context = {"person": person, "token": token, "path": path}
    return render(request, "web/front/sign_in_link.html", context)


def _let_in(request: HttpRequest, person: Person, path: str) -> HttpResponse:
    login(request, person, backend=BACKEND)
    audit.record(verb="person.signed_in", subject=person, actor=person, at=timezone.now())
    return redirect(path)


def _link_is_over(request: HttpRequest, path: str) -> HttpResponse:
    form = MailForm(initial={"next": path})
    return render(request, "web/front/link_is_over.html", {"form": form}, status=410)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("front:home")


@require_POST
@demo.only_in_demo
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    role = request.POST.get("role", "")
    person = get_object_or_404(demo.people_for(role)[:1])
    answer = _let_in(request, person, "/")
    request.session[LANGUAGE_OF_SESSION] = get_language()
    return answer
