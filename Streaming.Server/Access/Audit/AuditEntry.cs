using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Limits;

namespace Streaming.Server.Access.Audit;

/// <summary>An entry of the audit trail.</summary>
/// <param name="Kind">The message's type: <c>refused</c>, or an administrative act such as <c>trimmed</c>.</param>
/// <param name="Subject">The token's subject; null without one.</param>
/// <param name="Address">The caller's address.</param>
/// <param name="Method">The request's method.</param>
/// <param name="Path">The request's path, without its query, which may contain a token.</param>
/// <param name="Detail">What happened, in a sentence.</param>
internal sealed record AuditEntry(string Kind, string? Subject, string? Address, string Method, string Path, string Detail)
{
    /// <summary>The kind of a refusal.</summary>
    public const string Refused = "refused";

    /// <summary>The kind of a trim.</summary>
    public const string Trimmed = "trimmed";

    /// <summary>Creates an entry for a request.</summary>
    public static AuditEntry Of(HttpContext http, string kind, string detail) =>
        new(kind, http.Features.Get<Caller>()?.Subject, AddressOf(http), http.Request.Method, http.Request.Path, detail);

    private static string? AddressOf(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } address ? AddressKey.Unmap(address).ToString() : null;
}
