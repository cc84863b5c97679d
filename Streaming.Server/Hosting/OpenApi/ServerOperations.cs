using Streaming.Server.Access.Tokens;
using static Streaming.Server.Hosting.OpenApi.DescribedContent;

namespace Streaming.Server.Hosting.OpenApi;

/// <summary>Describes the HTTP operations of browser sessions (cookies with a token), for the OpenAPI document.</summary>
internal static class ServerOperations
{
    public static Dictionary<string, DescribedOperation> All { get; } = new(StringComparer.Ordinal)
    {
        ["GET /session"] = Of("getSession", "Get the caller's session"),
        ["POST /session"] = Of("beginSession", "Begin a session") with { Body = [Json<SessionRequest>()], IsBodyOptional = true },
        ["POST /session/refresh"] = Of(
            "refreshSession", "Refresh a session with a newer token") with
        { Body = [Json<SessionRequest>()], IsBodyOptional = true },
        ["DELETE /session"] = Of("endSession", "End the session"),
    };

    private static DescribedOperation Of(string id, string summary) => new(id, "Session", summary) { NeedsStore = false };
}
