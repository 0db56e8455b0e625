"""The figures a running Siyu exposes at /metrics, declared in one place with their units."""

from prometheus_client import Counter, Gauge, Histogram

CALLBACKS = Counter("siyu_callbacks_total", "Callback requests by outcome", ["outcome"])
CALLBACK_SECONDS = Histogram(
    "siyu_callback_seconds",
    "Callback received until durable",
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5),
)
EVENTS_DRAINED = Counter("siyu_events_total", "Events written to the log")
LISTENER_LAG = Gauge("siyu_listener_lag_events", "Events a listener has still to see", ["listener"])
DEAD_LETTERS = Counter("siyu_dead_letters_total", "Events a listener gave up on", ["listener"])
EFFECTS = Counter("siyu_effects_total", "Effects by kind and outcome", ["kind", "outcome"])
WECOM_CALLS = Counter("siyu_wecom_calls_total", "Calls to WeCom by API and error code", ["api", "errcode"])
WECOM_CALL_SECONDS = Histogram("siyu_wecom_call_seconds", "Duration of a WeCom call", ["api"])
WELCOME_SECONDS = Histogram(
    "siyu_welcome_seconds",
    "Callback received until the welcome was sent",
    buckets=(0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20),
)
