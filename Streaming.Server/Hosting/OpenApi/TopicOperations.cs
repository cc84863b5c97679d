using Streaming.Server.Jobs.HttpApi;
using static Streaming.Server.Hosting.OpenApi.DescribedContent;
using static Streaming.Server.Hosting.OpenApi.DescribedParameter;

namespace Streaming.Server.Hosting.OpenApi;

/// <summary>
/// Describes, for the OpenAPI document, the HTTP operations that publish messages, read the history of a topic, and list topics.
/// </summary>
internal static class TopicOperations
{
    private const string Ndjson = "application/x-ndjson";

    public static Dictionary<string, DescribedOperation> All { get; } = new(StringComparer.Ordinal)
    {
        ["POST /topics/{topic}/messages"] = new("publishMessages", "Topics", "Publish messages to a topic")
        {
            Parameters =
            [
                Topic,
                Query("type", "The type of messages that name none: 1 to 64 letters A-Z, digits and `_ - . :`. `message` if left out."),
                Query("sender", "The sender of messages that name none, 1 to 64 characters."),
                Query("deliver-at",
                    "The time at which to publish (ISO 8601, UTC if it has no zone), such as `2027-01-31T18:00:00Z`. The response " +
                    "is then 202 with the job that publishes. Not together with `delay`."),
                Query("delay",
                    "The time from now after which to publish, such as `500ms`, `10s`, `5m`, `2h` or `7d`. The response is then " +
                    "202 with the job that publishes."),
                IdempotencyKey("topic"),
            ],
            Body =
            [
                new("application/json", typeof(NewMessageShape),
                    "One message, or an array of messages: all are published, or none.") { IsOneOrList = true },
                new("text/plain", Description:
                    "The data of one message. `application/x-www-form-urlencoded` is read as text too, since `curl -d` sends it."),
                new(Ndjson, Description: "One message a line, as in JSON; streamed, of any length."),
            ],
            Accepted = typeof(JobView),
        },
        ["GET /topics/{topic}/messages"] = new("readHistory", "Topics", "Read the history of a topic")
        {
            Parameters =
            [
                Topic,
                Choice("format", "The format; takes precedence over `Accept`. JSON if neither names one.", null, ["json", "ndjson", "csv"]),
                Query("after", "Only messages after this position."),
                Query("before", "Only messages before this position."),
                Number("limit", "The most messages; all if left out."),
                Choice("order", "`asc` is oldest first, `desc` is newest first.", "asc", ["asc", "desc"]),
                Query("columns"),
                Choice("escape",
                    "CSV only: `formulas` puts an apostrophe before text that a spreadsheet may run as a formula, `none` writes " +
                    "text as it is.", "formulas", ["formulas", "none"]),
                Flag("bom", "CSV only: `true` begins the file with a byte order mark, by which Excel recognises UTF-8."),
            ],
            Response =
            [
                new("application/json", typeof(MessageShape), "An array of messages, streamed.") { IsList = true },
                new(Ndjson, Description: "One message a line, as in JSON."),
                new("text/csv", Description: "The columns `topic,epoch,offset,time,type,sender,data`, or those of `columns`."),
            ],
            Headers = [("Streaming-Gap",
                "JSON with the number of messages that are gone, where `after` is older than the oldest kept message.")],
        },
        ["DELETE /topics/{topic}/messages"] = new("trimTopic", "Topics", "Delete the messages of a topic before a position")
        {
            Parameters = [Topic, Query("before", "The position of the oldest message to keep.") with { IsRequired = true }],
        },
        ["GET /topics"] = new("listTopics", "Topics", "List topics")
        {
            Parameters =
            [
                Query("match"),
                Query("after"),
                Number("limit", "The most topics of one response.", 1_000, 1_000),
            ],
            Headers = [("Link", "The next page, with `rel=\"next\"`, where there is one.")],
        },
        ["GET /topics/{topic}"] = new("getTopic", "Topics", "Get the state of a topic") { Parameters = [Topic] },
        ["GET /topics/{topic}/members"] = new(
            "listTopicMembers", "Topics", "List the members of a topic")
        { Parameters = [Topic], NeedsStore = false },
        ["GET /policies"] = new("listPolicies", "Topics", "List the policies of topics") { NeedsStore = false },
    };
}
