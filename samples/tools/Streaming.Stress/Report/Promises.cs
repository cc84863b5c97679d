namespace Streaming.Stress.Report;

/// <summary>The promises of README.md and docs/ that the scenarios check.</summary>
internal static partial class Promises
{
    public static readonly Promise Kept = new("An acknowledged message is kept.", "docs/promises.md");

    public static readonly Promise NothingStored = new("A 503 that says \"nothing was stored\" is certain.", "docs/promises.md");

    public static readonly Promise Contiguous = new("The offsets of a topic begin at 1 and have no holes.", "ARCHITECTURE.md");

    public static readonly Promise Once = new(
        "A subscriber that resumes by position receives every stored message of a topic once, in the order of offsets.",
        "docs/promises.md");

    public static readonly Promise Epoch = new(
        "If a topic is deleted and begins again, its epoch is another one: an old position leads to a gap and all messages.",
        "docs/concepts.md");

    public static readonly Promise Whole = new("A JSON array is published as a whole or not at all.", "docs/publish.md");

    public static readonly Promise Idempotent = new(
        "With an Idempotency-Key, a repeated publish returns the same response and publishes nothing.", "docs/publish.md");

    public static readonly Promise Ready = new("A server that starts again on its files becomes ready.", "docs/promises.md");

    public static readonly Promise Answers = new(
        "A publish is answered with 201, with a refusal that says whether the message was stored, or not at all.", "docs/publish.md");

    public static readonly Promise Deleted = new("A deleted topic and deleted messages do not come back.", "docs/history.md");

    public static readonly Promise Stops = new("After SIGTERM the server ends with exit code 0.", "docs/command-line.md");

    public static readonly Promise Backup = new(
        "A backup of a running server has everything that was acknowledged before the command began.", "docs/command-line.md");
}
