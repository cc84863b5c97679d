using Streaming.Server.Access.Connections;
using static Streaming.Server.Hosting.OpenApi.DescribedParameter;

namespace Streaming.Server.Hosting.OpenApi;

/// <summary>Describes, for the OpenAPI document, the HTTP operations with which administrators observe the server.</summary>
internal static class AdministrationOperations
{
    public static Dictionary<string, DescribedOperation> All { get; } = new(StringComparer.Ordinal)
    {
        ["GET /connections"] = new("listConnections", "Server", "List the open connections of the node that answers")
        {
            Parameters =
            [
                Choice("transport", "Lists only connections of this transport.", null, ConnectionTransports.All),
                Query("subject"),
                Query("topic"),
                Query("after"),
                Number("limit", "The maximum number of connections in the response.", 1_000, 100),
            ],
            Headers = [("Link", "The URL of the next page, with `rel=\"next\"`. The last page does not have this header.")],
            NeedsStore = false,
        },
        ["DELETE /connections/{id}"] = new("closeConnection", "Server", "Close a connection of the node that answers")
        {
            Parameters = [ConnectionKey],
            NeedsStore = false,
        },
        ["GET /limits"] = new("listLimits", "Server", "List the limits with their use") { NeedsStore = false },
    };
}
