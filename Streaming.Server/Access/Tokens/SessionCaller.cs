using Streaming.Server.Access.Authorization;

namespace Streaming.Server.Access.Tokens;

/// <summary>
/// Describes the caller of a refreshed session, in the form in which nodes (server processes) announce the refresh to each other.
/// </summary>
/// <param name="TokenKey">The hash that identifies the caller's newer token without revealing it.</param>
/// <param name="Subject">The subject of the token (claim <c>sub</c>).</param>
/// <param name="Issuer">The issuer of the token (claim <c>iss</c>).</param>
/// <param name="Identity">The issuer and the subject of the token in one text.</param>
/// <param name="Name">The caller's name that other clients see.</param>
/// <param name="ExpiresAt">The time at which the token expires.</param>
/// <param name="Publish">The patterns of the topics that the caller may publish to.</param>
/// <param name="Subscribe">The patterns of the topics that the caller may read.</param>
/// <param name="Admin">The patterns of the topics that the caller administers.</param>
internal sealed record SessionCaller(
    string TokenKey, string? Subject, string? Issuer, string? Identity, string? Name, DateTimeOffset ExpiresAt,
    IReadOnlyList<string> Publish, IReadOnlyList<string> Subscribe, IReadOnlyList<string> Admin)
{
    /// <summary>Whether the caller has all permissions, because the server is open to everyone.</summary>
    public bool IsOpen { get; init; }

    public static SessionCaller Of(Caller caller) => new(
        caller.TokenKey!, caller.Subject, caller.Issuer, caller.Identity, caller.Name, caller.ExpiresAt, caller.Publish, caller.Subscribe,
        caller.Admin)
    { IsOpen = caller.IsOpen };

    public Caller ToCaller() => new()
    {
        TokenKey = TokenKey,
        Subject = Subject,
        Issuer = Issuer,
        Identity = Identity,
        Name = Name,
        ExpiresAt = ExpiresAt,
        Publish = Publish,
        Subscribe = Subscribe,
        Admin = Admin,
        IsOpen = IsOpen,
    };
}
