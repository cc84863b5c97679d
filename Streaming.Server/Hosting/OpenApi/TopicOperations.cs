using Streaming.Server.Jobs.HttpApi;
using Streaming.Server.Transports.HttpApi;
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
                Query("type",
                    "The type of messages that do not contain a type, 1 to 64 characters: letters A-Z and a-z, digits and `_ - . :`. " +
                    "The default is `message`."),
                Query("sender", "The sender of messages that do not contain a sender, 1 to 64 characters."),
                Query("deliver-at",
                    "The time at which the messages are published (ISO 8601, UTC if it has no time zone), such as " +
                    "`2027-01-31T18:00:00Z`. The response is then 202 with the job that publishes them. It cannot be combined with " +
                    "`delay`."),
                Query("delay",
                    "The delay before the messages are published, such as `500ms`, `10s`, `5m`, `2h` or `7d`. The response is then " +
                    "202 with the job that publishes them. It cannot be combined with `deliver-at`."),
                IdempotencyKey("topic"),
            ],
            Body =
            [
                new("application/json", typeof(NewMessageShape),
                    "One message, or an array of messages. If one message is refused, none is published.") { IsSingleOrList = true },
                new("text/plain", Description:
                    "The data of one message. `application/x-www-form-urlencoded` is read as text too, since `curl -d` sends it."),
                new(Ndjson, Description: "One message in JSON on each line. The upload is streamed and can have any length."),
            ],
            Accepted = typeof(JobView),
        },
        ["GET /topics/{topic}/messages"] = new("readHistory", "Topics", "Read the history of a topic")
        {
            Parameters =
            [
                Topic,
                Choice("format", "The format of the response. It overrides the header `Accept`. The default is JSON.", null,
                    ["json", "ndjson", "csv"]),
                Query("after", "Returns only messages after this position (`epoch-offset`)."),
                Query("before", "Returns only messages before this position (`epoch-offset`)."),
                Number("limit", "The maximum number of messages. All messages if omitted."),
                Choice("order", "The order of the messages: `asc` is oldest first, `desc` is newest first.", "asc", ["asc", "desc"]),
                Query("columns"),
                Choice("escape",
                    "For CSV only: `formulas` puts an apostrophe before text that a spreadsheet could run as a formula, `none` writes " +
                    "text unchanged.", "formulas", ["formulas", "none"]),
                Flag("bom", "For CSV only: `true` begins the file with a byte order mark, by which Excel recognizes UTF-8."),
                Query("from", "Returns only messages that were published at this time (ISO 8601, UTC if it has no time zone) or later."),
                Query("to", "Returns only messages that were published before this time (ISO 8601, UTC if it has no time zone)."),
            ],
            Response =
            [
                new("application/json", typeof(MessageShape), "An array of messages, streamed.") { IsList = true },
                new(Ndjson, Description: "One message in JSON on each line."),
                new("text/csv", Description:
                    "One message in each row. The columns are those of the parameter `columns`, or by default " +
                    "`topic,epoch,offset,time,type,sender,data`."),
            ],
            Headers = [("Streaming-Gap",
                "JSON that describes missing messages. Sent only if the server has deleted messages after the position `after`, or if " +
                "this position belongs to an earlier lifetime of the topic's log.")],
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
                Query("pattern"),
                Query("after"),
                Number("limit", "The maximum number of topics in the response.", 1_000, 1_000),
            ],
            Headers = [("Link", "The URL of the next page, with `rel=\"next\"`. The last page does not have this header.")],
        },
        ["PUT /topics/{topic}"] = new("createTopic", "Topics", "Create a topic with properties")
        {
            Parameters = [Topic],
            Body = [new("application/json", typeof(TopicRequest), "The properties of the topic.")],
            IsBodyOptional = true,
        },
        ["POST /topics/{topic}/close"] = new("closeTopic", "Topics", "Close a topic") { Parameters = [Topic] },
        ["DELETE /topics/{topic}"] = new("deleteTopic", "Topics", "Delete a topic") { Parameters = [Topic] },
        ["GET /topics/{topic}"] = new("getTopic", "Topics", "Get the state of a topic") { Parameters = [Topic] },
        ["GET /topics/{topic}/members"] = new(
            "listTopicMembers", "Topics", "List the members of a topic")
        { Parameters = [Topic], NeedsStore = false },
        ["GET /nodes"] = new("listNodes", "Server", "List the nodes that share the store"),
        ["GET /policies"] = new("listPolicies", "Topics", "List the policies of topics") { NeedsStore = false },
    };
}
