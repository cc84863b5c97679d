using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Limits;

namespace Streaming.Server.Access.Audit;

/// <summary>An entry of the audit trail: a refused request, or an action of an administrator.</summary>
/// <param name="Kind">The kind of the entry, which is its message's type: <c>refused</c>, or an administrator's action such as
/// <c>trimmed</c>.</param>
/// <param name="Subject">The subject of the caller's token (claim <c>sub</c>); null without a token or without this claim.</param>
/// <param name="Address">The network address of the caller; null if it is unknown.</param>
/// <param name="Method">The HTTP method of the request.</param>
/// <param name="Path">The path of the request, without its query, which may contain a token.</param>
/// <param name="Detail">A sentence that describes what happened.</param>
internal sealed record AuditEntry(string Kind, string? Subject, string? Address, string Method, string Path, string Detail)
{
    /// <summary>The kind of an audit entry about a refused request.</summary>
    public const string Refused = "refused";

    /// <summary>The kind of an audit entry about an administrator who has deleted old messages of a topic.</summary>
    public const string Trimmed = "trimmed";

    /// <summary>Creates an audit entry about a request and its caller.</summary>
    public static AuditEntry Of(HttpContext http, string kind, string detail) =>
        new(kind, http.Features.Get<Caller>()?.Subject, AddressOf(http), http.Request.Method, http.Request.Path, detail);

    private static string? AddressOf(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } address ? AddressKey.Unmap(address).ToString() : null;
}
