using System.Collections.ObjectModel;
using System.Net;
using Streaming.Server.Access.Limits;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Access.Authorization;

/// <summary>A caller and the permissions of its token. Immutable: a refreshed session has another instance.</summary>
public sealed record Caller
{
    /// <summary>A caller without a token, which may do what policies allow everyone.</summary>
    public static readonly Caller Anonymous = new();

    /// <summary>
    /// A caller without a token on an open server, which may do everything except what is reserved for the server itself.
    /// </summary>
    public static readonly Caller Everyone = new() { IsOpen = true };

    /// <summary>Whether the server is open to the caller.</summary>
    public bool IsOpen { get; init; }

    /// <summary>Whether the caller has a token.</summary>
    public bool HasToken => TokenKey is not null;

    /// <summary>The token's <c>sub</c>.</summary>
    public string? Subject { get; init; }

    /// <summary>The token's issuer (<c>iss</c>). A subject is unique only within its issuer.</summary>
    public string? Issuer { get; init; }

    /// <summary>
    /// Identifies the person or program across tokens: issuer and subject, since two issuers may use the same subject. Null without a
    /// subject.
    /// </summary>
    internal string? Identity { get; init; }

    /// <summary>
    /// The displayed name: the token's <c>name</c>, otherwise its <c>sub</c>; null without a token, or if neither can be displayed.
    /// </summary>
    public string? Name { get; init; }

    /// <summary>The token's expiry.</summary>
    public DateTimeOffset ExpiresAt { get; init; } = DateTimeOffset.MaxValue;

    /// <summary>Patterns of the topics that the caller may publish to.</summary>
    public IReadOnlyList<string> Publish { get; init; } = ReadOnlyCollection<string>.Empty;

    /// <summary>Patterns of the topics that the caller may read.</summary>
    public IReadOnlyList<string> Subscribe { get; init; } = ReadOnlyCollection<string>.Empty;

    /// <summary>Patterns of the topics that the caller administers, which includes publishing and reading.</summary>
    public IReadOnlyList<string> Admin { get; init; } = ReadOnlyCollection<string>.Empty;

    /// <summary>An identifier of the token that is not secret. Streams with the same token share a session.</summary>
    public string? TokenKey { get; init; }

    /// <summary>
    /// The caller's address, for the audit trail; null if it is not counted, such as a loopback address. Limits count IPv6 addresses by
    /// their /64.
    /// </summary>
    public IPAddress? Address { get; init; }

    /// <summary>The key of limits per address; null if the caller is not counted.</summary>
    internal AddressKey? CountedAs => Address is { } address ? AddressKey.Of(address) : null;

    /// <summary>
    /// Whether another caller is proven to be the same: by issuer and subject, or, for a token without a subject, by the token itself.
    /// </summary>
    internal bool IsSameAs(Caller other) => Identity is null ? TokenKey == other.TokenKey : Identity == other.Identity;

    /// <summary>Whether the token allows the action.</summary>
    internal bool TokenLets(TopicAction action, TopicName topic) =>
        Any(Admin, topic) || action switch
        {
            TopicAction.Publish or TopicAction.Enqueue => Any(Publish, topic),
            TopicAction.Subscribe => Any(Subscribe, topic),
            _ => false,
        };

    /// <summary>
    /// Whether a claim <c>subscribe</c> matches the topic and begins with this namespace. <c>*</c> alone does not match such topics.
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
