using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http.Features.Authentication;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Limits;
using Streaming.Server.Access.Tokens;

namespace Streaming.Server.Access.Audit;

/// <summary>
/// An entry of the audit trail: a refused request, or an action of an administrator. Texts that the client chooses are shortened: an entry
/// with a path of 60 KB would fill the disk, and a longer one would exceed the maximum size of a message.
/// </summary>
/// <param name="Kind">The kind of the audit entry, which is the type of its message: <c>refused</c>, or the action of an administrator,
/// such as <c>trimmed</c>.</param>
/// <param name="Subject">The subject of the caller's token (claim <c>sub</c>); null without a token or without this claim.</param>
/// <param name="Address">The IP address of the caller; null if it is unknown.</param>
/// <param name="Method">The HTTP method of the request.</param>
/// <param name="Path">The path of the request. The query is left out, because it may contain a token.</param>
/// <param name="Detail">A sentence that describes the refusal or the action.</param>
internal sealed record AuditEntry(string Kind, string? Subject, string? Address, string Method, string Path, string Detail)
{
    /// <summary>The maximum length of each text of an entry, in characters. Longer texts end with an ellipsis.</summary>
    public const int MaxLength = 300;

    /// <summary>The kind of an audit entry that reports a refused request.</summary>
    public const string Refused = "refused";

    /// <summary>The kind of an audit entry that reports that an administrator has deleted old messages of a topic.</summary>
    public const string Trimmed = "trimmed";

    /// <summary>The kind of an audit entry that reports that a topic was closed, so that it accepts no further messages.</summary>
    public const string Closed = "closed-topic";

    /// <summary>The kind of an audit entry that reports that a topic was deleted.</summary>
    public const string Deleted = "deleted-topic";

    /// <summary>The kind of an audit entry that reports that an administrator has closed a connection of a client.</summary>
    public const string Cut = "closed-connection";

    /// <summary>The subject of the caller's token (claim <c>sub</c>); null without a token or without this claim.</summary>
    public string? Subject { get; } = Shorten(Subject);

    /// <summary>The HTTP method of the request.</summary>
    public string Method { get; } = Shorten(Method);

    /// <summary>The path of the request, without its query.</summary>
    public string Path { get; } = Shorten(Path);

    /// <summary>A sentence that describes the refusal or the action.</summary>
    public string Detail { get; } = Shorten(Detail);

    /// <summary>Creates an entry of the audit trail from a request and its caller.</summary>
    public static AuditEntry Of(HttpContext http, string kind, string detail) =>
        new(kind, SubjectOf(http), AddressOf(http), http.Request.Method, http.Request.Path, detail);

    [return: NotNullIfNotNull(nameof(text))]
    private static string? Shorten(string? text)
    {
        if (text is not { Length: > MaxLength })
            return text;
        // Half of a surrogate pair cannot be written as UTF-8.
        var length = char.IsHighSurrogate(text[MaxLength - 2]) ? MaxLength - 2 : MaxLength - 1;
        return $"{text.AsSpan(0, length)}…";
    }

    // A caller without a token of this server may be a user that the hosting application has signed in.
    private static string? SubjectOf(HttpContext http) => http.Features.Get<Caller>() is { } caller ? caller.Subject
        : http.Features.Get<IHttpAuthenticationFeature>()?.User is { Identity.IsAuthenticated: true } user
            ? CallerClaims.SubjectOf(user)?.Value : null;

    private static string? AddressOf(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } address ? AddressKey.Unmap(address).ToString() : null;
}
