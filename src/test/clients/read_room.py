"""What somebody's program does with the generated client: the rooms that are live, one of them, and one that there is not."""

import json
import sys

from millrace_client import ApiClient, Configuration, Problem, StreamState, StreamsApi
from millrace_client.exceptions import NotFoundException


def refusal(streams: StreamsApi, room_id: str) -> Problem:
    try:
        streams.stream(room_id)
    except NotFoundException as refused:
        if not isinstance(refused.data, Problem):
            raise TypeError(f"a fault is a {type(refused.data)}") from refused
        return refused.data
    raise ValueError(f"there is a room {room_id}")


def read(url: str, unknown: str) -> None:
    with ApiClient(Configuration(host=url)) as connection:
        streams = StreamsApi(connection)
        page = streams.streams(state=StreamState.LIVE)
        first = next(room for room in page.items if room.state is StreamState.LIVE)
        room = streams.stream(first.room_id)
        problem = refusal(streams, unknown)
    answers = {
        "page": page.to_dict(),
        "room": room.to_dict(),
        "title": room.title or room.room_id,
        "problem": problem.to_dict(),
        "fault": problem.errors[0].parameter,
    }
    print(json.dumps(answers, default=lambda time: time.isoformat()))


read(*sys.argv[1:])
