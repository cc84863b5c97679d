using System.Collections.ObjectModel;
using System.Net;
using Streaming.Server.Access.Limits;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Access.Authorization;

/// <summary>
/// The sender of a request and the permissions of its token. The object never changes: after a refresh with a newer token there is a new
/// caller.
/// </summary>
public sealed record Caller
{
    /// <summary>A caller without a token. It may do what the policies of topics allow to everyone.</summary>
    public static readonly Caller Anonymous = new();

    /// <summary>
    /// A caller without a token on an open server. It may do everything except publish to the topics that only the server writes.
    /// </summary>
    public static readonly Caller Everyone = new() { IsOpen = true };

    /// <summary>Whether the server is open to the caller, so that the caller needs no token.</summary>
    public bool IsOpen { get; init; }

    /// <summary>Whether the caller has a token.</summary>
    public bool HasToken => TokenKey is not null;

    /// <summary>The subject of the caller's token (claim <c>sub</c>); null if there is none.</summary>
    public string? Subject { get; init; }

    /// <summary>The issuer of the caller's token (claim <c>iss</c>). A subject is unique only for one issuer.</summary>
    public string? Issuer { get; init; }

    /// <summary>
    /// Identifies a person or program independently of a single token: the token's issuer and subject, since two issuers may use the same
    /// subject. Null for a token without a subject.
    /// </summary>
    internal string? Identity { get; init; }

    /// <summary>
    /// The caller's name as other clients see it: the token's claim <c>name</c>, otherwise its claim <c>sub</c>. Null without a token, or
    /// if neither can be displayed.
    /// </summary>
    public string? Name { get; init; }

    /// <summary>The time at which the caller's token expires; the largest time if there is no token.</summary>
    public DateTimeOffset ExpiresAt { get; init; } = DateTimeOffset.MaxValue;

    /// <summary>The patterns of topics, from the token, that the caller may publish to.</summary>
    public IReadOnlyList<string> Publish { get; init; } = ReadOnlyCollection<string>.Empty;

    /// <summary>The patterns of topics, from the token, that the caller may read.</summary>
    public IReadOnlyList<string> Subscribe { get; init; } = ReadOnlyCollection<string>.Empty;

    /// <summary>The patterns of topics, from the token, that the caller administers, which includes publishing and reading.</summary>
    public IReadOnlyList<string> Admin { get; init; } = ReadOnlyCollection<string>.Empty;

    /// <summary>
    /// A text that identifies the caller's token without revealing it; null without a token. All streams with the same token belong to one
    /// session.
    /// </summary>
    public string? TokenKey { get; init; }

    /// <summary>
    /// The caller's network address, for the audit trail and for the limits per address. Null if those limits do not count it, such as a
    /// loopback address. The limits count all IPv6 addresses of one /64 network together.
    /// </summary>
    public IPAddress? Address { get; init; }

    /// <summary>The key under which the limits per address count the caller; null if they do not count the caller.</summary>
    internal AddressKey? CountedAs => Address is { } address ? AddressKey.Of(address) : null;

    /// <summary>
    /// Returns whether another caller is certainly the same person or program: the issuer and subject of the tokens are equal, or, without
    /// a subject, the tokens themselves.
    /// </summary>
    internal bool IsSameAs(Caller other) => Identity is null ? TokenKey == other.TokenKey : Identity == other.Identity;

    /// <summary>Returns whether the caller's token allows the action on the topic.</summary>
    internal bool TokenLets(TopicAction action, TopicName topic) =>
        Any(Admin, topic) || action switch
        {
            TopicAction.Publish or TopicAction.Enqueue => Any(Publish, topic),
            TopicAction.Subscribe => Any(Subscribe, topic),
            _ => false,
        };

    /// <summary>
    /// Returns whether a pattern in the token's claim <c>subscribe</c> matches the topic and begins with the given namespace, such as
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
