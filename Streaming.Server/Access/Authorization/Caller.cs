using System.Collections.ObjectModel;
using System.Net;
using Streaming.Server.Access.Limits;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Access.Authorization;

/// <summary>
/// The sender of a request and the permissions in its token. The object never changes: if the client sends a newer token, the server
/// creates a new object.
/// </summary>
public sealed record Caller
{
    /// <summary>A caller without a token. The caller may do only what the policies of topics allow everyone to do.</summary>
    public static readonly Caller Anonymous = new();

    /// <summary>
    /// A caller without a token on a server that is open to everyone. The caller may do everything except publish to those topics in which
    /// only the server publishes, such as the audit trail.
    /// </summary>
    public static readonly Caller Everyone = new() { IsOpen = true };

    /// <summary>Whether the server is open to this caller, so that the caller may do everything without a token.</summary>
    public bool IsOpen { get; init; }

    /// <summary>Whether the caller has a token.</summary>
    public bool HasToken => TokenKey is not null;

    /// <summary>
    /// The subject of the caller's token (claim <c>sub</c>), which identifies a person or program; null if there is none.
    /// </summary>
    public string? Subject { get; init; }

    /// <summary>
    /// The issuer of the caller's token (claim <c>iss</c>). Two issuers may use the same subject for two different callers.
    /// </summary>
    public string? Issuer { get; init; }

    /// <summary>
    /// The issuer and the subject of the caller's token in one text, which identifies a person or program even after a change of the token.
    /// The issuer is included because two issuers may use the same subject. Null for a token without a subject.
    /// </summary>
    internal string? Identity { get; init; }

    /// <summary>Whether the token was issued for a guest, who was invited to a room and cannot invite others.</summary>
    internal bool IsGuest { get; init; }

    /// <summary>
    /// The caller's name that other clients see: the token's claim <c>name</c>, or its claim <c>sub</c> if the token has no claim
    /// <c>name</c>. Null without a token, or if the text contains characters that cannot be displayed.
    /// </summary>
    public string? Name { get; init; }

    /// <summary>The time at which the caller's token expires; the largest possible time if there is no token.</summary>
    public DateTimeOffset ExpiresAt { get; init; } = DateTimeOffset.MaxValue;

    /// <summary>The patterns of the topics that the caller may publish to, from the token's claim <c>publish</c>.</summary>
    public IReadOnlyList<string> Publish { get; init; } = ReadOnlyCollection<string>.Empty;

    /// <summary>The patterns of the topics that the caller may read, from the token's claim <c>subscribe</c>.</summary>
    public IReadOnlyList<string> Subscribe { get; init; } = ReadOnlyCollection<string>.Empty;

    /// <summary>
    /// The patterns of the topics that the caller administers, from the token's claim <c>admin</c>. An administrator may also publish to
    /// and read these topics.
    /// </summary>
    public IReadOnlyList<string> Admin { get; init; } = ReadOnlyCollection<string>.Empty;

    /// <summary>
    /// A text that identifies the caller's token without revealing it; null without a token. All streams of one token belong to one
    /// session.
    /// </summary>
    public string? TokenKey { get; init; }

    /// <summary>
    /// The caller's IP address, for the audit trail and for the limits per client address. Null if the address is not counted in these
    /// limits, such as a loopback address. The limits count all IPv6 addresses of one /64 network together.
    /// </summary>
    public IPAddress? Address { get; init; }

    /// <summary>
    /// The key under which the caller is counted in the limits per client address: the IP address, or the /64 network of an IPv6 address.
    /// Null if the caller is not counted.
    /// </summary>
    internal AddressKey? LimitKey => Address is { } address ? AddressKey.Of(address) : null;

    /// <summary>
    /// Returns whether another caller is the same person or program, that is, whether the two tokens have the same issuer and subject.
    /// Tokens without a subject must be equal as a whole.
    /// </summary>
    internal bool IsSameAs(Caller other) => Identity is null ? TokenKey == other.TokenKey : Identity == other.Identity;

    /// <summary>Returns whether the caller's token allows an action, such as publish or subscribe, on the topic.</summary>
    internal bool TokenAllows(TopicAction action, TopicName topic) =>
        Any(Admin, topic) || action switch
        {
            TopicAction.Publish or TopicAction.Enqueue => Any(Publish, topic),
            TopicAction.Subscribe => Any(Subscribe, topic),
            _ => false,
        };

    /// <summary>
    /// Returns whether the token's claim <c>subscribe</c> has a pattern that matches the topic and begins with the given namespace, such as
    /// <c>job:</c>. The pattern <c>*</c> alone does not count.
    /// </summary>
    internal bool SubscribesWithin(string @namespace, TopicName topic)
    {
        for (var i = 0; i < Subscribe.Count; i++)
        {
            if (Subscribe[i].StartsWith(@namespace, StringComparison.Ordinal) && TopicPattern.Matches(Subscribe[i], topic))
                return true;
        }

        return false;
    }

    private static bool Any(IReadOnlyList<string> patterns, TopicName topic)
    {
        for (var i = 0; i < patterns.Count; i++)
        {
            if (TopicPattern.Matches(patterns[i], topic))
                return true;
        }

        return false;
    }
}
