// What somebody's program does with the generated client: the rooms that are live, one of them, and one that there is not.
// Compiled with --strict, so that the compiler holds what may be null, what a state may be, and what a fault is.
import {
    Configuration,
    Problem,
    ProblemFromJSON,
    ProblemToJSON,
    ResponseError,
    StreamPageToJSON,
    StreamState,
    StreamSummary,
    StreamSummaryToJSON,
    StreamsApi,
} from './client';

declare const process: { argv: string[] };

const LIVE: StreamState = StreamState.Live;
// For the compiler alone: both may be null.
export const UNKNOWN: Pick<StreamSummary, 'title' | 'endedAt'> = { title: null, endedAt: null };

function titleOf(room: StreamSummary): string {
    return room.title ?? room.roomId;
}

async function refusal(streams: StreamsApi, roomId: string): Promise<Problem> {
    try {
        await streams.stream({ roomId });
    } catch (error) {
        if (error instanceof ResponseError && error.response.status === 404) {
            return ProblemFromJSON(await error.response.json());
        }
        throw error;
    }
    throw new Error(`there is a room ${roomId}`);
}

async function read(url: string, unknown: string): Promise<void> {
    const streams = new StreamsApi(new Configuration({ basePath: url }));
    const page = await streams.streams({ state: LIVE });
    const [first] = page.items.filter((room) => room.state === LIVE);
    const room = await streams.stream({ roomId: first.roomId });
    const problem = await refusal(streams, unknown);
    const [fault] = problem.errors ?? [];
    console.log(
        JSON.stringify({
            page: StreamPageToJSON(page),
            room: StreamSummaryToJSON(room),
            title: titleOf(room),
            problem: ProblemToJSON(problem),
            fault: fault.parameter,
        }),
    );
}

const [url, unknown] = process.argv.slice(2);
void read(url, unknown);
