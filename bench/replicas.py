"""What do more replicas cost, and what do they bring? One, two and four workers of each service.

On cores that are taken already they can bring nothing: what is told is the CPU an event costs with each, and
so what a machine with more cores would do. The agencies' topics have a partition each, the facts 24.
"""

from contextlib import AsyncExitStack

from bench import agencies
from bench.figure import Figure, Run, Size, of_rates
from bench.ground import Ground
from bench.usage import Usage, cost
from bench.whole_way import ROUND, Way, connected
from cli.launching import template
from cli.running import running
from shared.messaging.offsets import Offsets
from shared.messaging.relay import build_producer
from shared.settings import SERVICES, read_settings

EVENTS = 10_000
WARM_EVENTS = 1_000
REPLICAS = (1, 2, 4)


async def measure(ground: Ground, size: Size) -> list[Figure]:
    """The same load for each number of replicas, beside one of each."""
    runs: dict[int, list[Run]] = {}
    checked: dict[int, str] = {}
    for number, replicas in enumerate(REPLICAS):
        runs[replicas], checked[replicas] = await _with(ground, size, replicas, number)
    return [
        of_rates(
            f"the whole way, {replicas} of each service", "events/s", runs[replicas], runs[1],
            beside="one of each",
            checked=checked[replicas],
        )
        for replicas in REPLICAS
    ]  # fmt: skip


async def _with(ground: Ground, size: Size, replicas: int, number: int) -> tuple[list[Run], str]:
    """The rounds with so many workers of each service, and what was checked."""
    settings = read_settings(port=0, kafka=ground.servers, database=template(ground.databases))
    settings = settings.model_copy(update={"now": agencies.NOW})
    workers, events, runs = len(SERVICES) * replicas, size.of(EVENTS), list[Run]()
    async with running(settings, ephemeral=True, workers=workers) as platform, AsyncExitStack() as stack:
        way = Way(platform, await connected(platform, stack))
        producer = build_producer(platform.kafka, "bench")
        await producer.start()
        stack.push_async_callback(producer.stop)
        offsets = await stack.enter_async_context(Offsets(platform.kafka))
        if number == 0:
            await agencies.put(producer, agencies.conferences(way.units))
        first = number * 2 * ROUND
        await agencies.put(producer, agencies.petitions(way.units, WARM_EVENTS, first + ROUND))
        await way.settled(offsets)
        for place in range(size.rounds):
            sent = agencies.petitions(way.units, events, first + place * events)
            with Usage() as usage:
                await agencies.put(producer, sent)
                await way.handled(offsets)
            runs.append(Run(events, cost(usage)))
        await way.settled(offsets)
        return runs, await way.check()
