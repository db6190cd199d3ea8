"""Official files of skills as their publishers hand them out: ESCO, ROME, DigComp."""
