"""Notices, what people want of them, the channels, and the log of what was sent."""

from datetime import time
from urllib.parse import urlsplit

from django.db import models
from django.db.models import Case, Q, When
from django.utils.translation import gettext_lazy as _

from anwei.accounts.models import Unit, User
from anwei.messaging import kinds


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices, asked for by what is left to do with them."""

    def unread(self) -> "NoticeQuerySet":
        """Not yet read."""
        return self.filter(read_at__isnull=True)

    def pressing_first(self) -> "NoticeQuerySet":
        """What nobody owns, then what is urgent, then the newest."""
        firsts = kinds.firsts()
        # Without any such kind the case would be a bare 1, which means "by the first column" to a database.
        place = [Case(When(kind__in=firsts, then=0), default=1)] if firsts else []
        return self.order_by(*place, "-urgent", "-pk")

    def to_do(self) -> "NoticeQuerySet":
        """What they ask for has not been done."""
        return self.filter(needs_act=True, settled_at__isnull=True)


class Notice(models.Model):
    """One person told of one thing. Written in the transaction of the move it tells of."""

    recipient = models.ForeignKey(User, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=60)
    about = models.CharField(max_length=80)
    params = models.JSONField(default=dict, blank=True)
    url = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=160)
    created_at = models.DateTimeField()
    due_on = models.DateField(_("due on"), null=True, blank=True)
    needs_act = models.BooleanField(default=False)
    urgent = models.BooleanField(default=False)
    read_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    # When it was decided whether to carry an urgent notice out at once.
    carried_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    PERSONAL = frozenset({"params"})

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["recipient", "key"], name="told_once_per_key")
        ]
        indexes = [
            models.Index(fields=["recipient", "-id"], name="notice_inbox"),
            models.Index(
                fields=["recipient"], name="notice_unread", condition=Q(read_at__isnull=True)
            ),
            models.Index(
                fields=["id"],
                name="notice_to_carry",
                condition=Q(urgent=True, carried_at__isnull=True),
            ),
            models.Index(fields=["about"], name="notice_about"),
            models.Index(fields=["created_at"], name="notice_created"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """What happened, in the language of the page."""
        return self._words("title")

    @property
    def text(self) -> str:
        """What more there is to say; may be empty."""
        return self._words("text")

    def _words(self, part: str) -> str:
        try:
            return kinds.filled(getattr(kinds.get(self.kind), part), self.params)
        except kinds.UnknownKind:
            return self.kind if part == "title" else ""


class Mute(models.Model):
    """A person who does not want to hear of one thing any more, unless something must be done."""

    person = models.ForeignKey(User, models.CASCADE, related_name="mutes")
    about = models.CharField(max_length=80)

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "about"], name="muted_once"),
        ]

    def __str__(self) -> str:
        return self.about


class Wish(models.TextChoices):
    """What a person wants by e-mail."""

    OFF = "off", _("No e-mail")
    DAILY = "daily", _("One digest a day")
    URGENT = "urgent", _("One digest a day, and urgent notices at once")


class Preference(models.Model):
    """How one person wants to be told outside the application."""

    person = models.OneToOneField(User, models.CASCADE, related_name="preference")
    email = models.CharField(_("e-mail"), max_length=10, choices=Wish.choices, default=Wish.URGENT)
    sms = models.BooleanField(_("urgent notices by text message"), default=False)
    digest_at = models.TimeField(_("digest at"), default=time(8, 30))
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True, default=time(21))
    quiet_until = models.TimeField(_("quiet until"), null=True, blank=True, default=time(7))
    # The digest that comes next tells of what happened since `told_until`.
    next_digest_at = models.DateTimeField(db_index=True)
    told_until = models.DateTimeField()

    PERSONAL: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return f"{self.person}: {self.get_email_display()}"


class Medium(models.TextChoices):
    """How a message leaves the house."""

    EMAIL = "email", _("E-mail")
    SMS = "sms", _("Text message")
    DINGTALK = "dingtalk", _("DingTalk")
    WECOM = "wecom", _("WeCom")
    FEISHU = "feishu", _("Feishu")


ROBOTS = (Medium.DINGTALK, Medium.WECOM, Medium.FEISHU)


class Channel(models.Model):
    """A group robot and whose digest it gets. The address and the secret are never shown again."""

    name = models.CharField(_("name"), max_length=80)
    medium = models.CharField(
        _("service"), max_length=10, choices=[(m.value, m.label) for m in ROBOTS]
    )
    address = models.URLField(_("webhook address"), max_length=300)
    secret = models.CharField(_("signing secret"), max_length=120, blank=True)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, verbose_name=_("unit"), related_name="channels"
    )
    language = models.CharField(_("language"), max_length=10, default="zh-hans")
    digest_at = models.TimeField(_("digest at"), default=time(8, 30))
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True, default=time(21))
    quiet_until = models.TimeField(_("quiet until"), null=True, blank=True, default=time(7))
    active = models.BooleanField(_("in use"), default=True)
    next_digest_at = models.DateTimeField(db_index=True)
    told_until = models.DateTimeField()

    # Whoever has the address can write to the group.
    PERSONAL = frozenset({"address", "secret"})

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def address_hint(self) -> str:
        """The host and the last four characters: enough to tell two robots apart."""
        return f"{urlsplit(self.address).hostname} …{self.address[-4:]}"


class Outcome(models.TextChoices):
    """What became of a message."""

    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    UNSURE = "unsure", _("Not known whether it arrived")


TONES = {
    Outcome.WAITING: "neutral",
    Outcome.SENDING: "info",
    Outcome.SENT: "good",
    Outcome.FAILED: "bad",
    Outcome.UNSURE: "warn",
}


class Delivery(models.Model):
    """One message that leaves the house, written before it does.

    `key` says what it is for and is unique: nothing is sent twice. A message that was being sent
    when its worker died is UNSURE and never repeated by itself; the next digest begins where the
    last message known to be sent ended (`until`), so nothing is lost either.
    """

    key = models.CharField(max_length=160, unique=True)
    medium = models.CharField(_("service"), max_length=10, choices=Medium.choices)
    channel = models.ForeignKey(
        Channel, models.SET_NULL, null=True, blank=True, related_name="deliveries"
    )
    person = models.ForeignKey(
        User, models.CASCADE, null=True, blank=True, related_name="deliveries"
    )
    target = models.CharField(_("to"), max_length=120, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    count = models.PositiveIntegerField(_("notices"), default=0)
    until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(_("written at"))
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=Outcome.choices, default=Outcome.WAITING
    )
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    try_at = models.DateTimeField()
    tried_at = models.DateTimeField(_("last tried at"), null=True, blank=True)
    words = models.CharField(_("what the service said"), max_length=300, blank=True)

    PERSONAL = frozenset({"target", "subject", "text"})

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="delivery_goes_to_a_person_or_a_group",
                condition=Q(medium__in=["email", "sms"], person__isnull=False, channel__isnull=True)
                | Q(medium__in=["dingtalk", "wecom", "feishu"], person__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["try_at"],
                name="delivery_next",
                condition=Q(outcome__in=["waiting", "sending"]),
            ),
        ]

    def __str__(self) -> str:
        return self.key
