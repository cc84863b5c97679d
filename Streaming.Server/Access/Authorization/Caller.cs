using System.Collections.ObjectModel;
using System.Net;
using Streaming.Server.Access.Limits;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Access.Authorization;

/// <summary>Who asks, and what their token lets them do. It never changes; a refreshed session has another one.</summary>
public sealed record Caller
{
    /// <summary>Somebody without a token, who may do what policies leave open to everyone.</summary>
    public static readonly Caller Anonymous = new();

    /// <summary>Somebody without a token on a server that is open: may do everything that the server does not keep for itself.</summary>
    public static readonly Caller Everyone = new() { IsOpen = true };

    /// <summary>Whether the server is open to them.</summary>
    public bool IsOpen { get; init; }

    /// <summary>Whether a token says who they are.</summary>
    public bool HasToken => TokenKey is not null;

    /// <summary>The token's <c>sub</c>.</summary>
    public string? Subject { get; init; }

    /// <summary>Who has issued the token (<c>iss</c>): a subject is one person only together with it.</summary>
    public string? Issuer { get; init; }

    /// <summary>Identifies the person or program across tokens: issuer and subject, since two issuers may use the same subject. Null without a subject.</summary>
    internal string? Identity { get; init; }

    /// <summary>The name they go by: the token's <c>name</c>, else its <c>sub</c>; null without a token, or if neither can be shown to readers.</summary>
    public string? Name { get; init; }

    /// <summary>When the token ends.</summary>
    public DateTimeOffset ExpiresAt { get; init; } = DateTimeOffset.MaxValue;

    /// <summary>Patterns of the topics they may publish to.</summary>
    public IReadOnlyList<string> Publish { get; init; } = ReadOnlyCollection<string>.Empty;

    /// <summary>Patterns of the topics they may read.</summary>
    public IReadOnlyList<string> Subscribe { get; init; } = ReadOnlyCollection<string>.Empty;

    /// <summary>Patterns of the topics they administer, which includes to publish and to read.</summary>
    public IReadOnlyList<string> Admin { get; init; } = ReadOnlyCollection<string>.Empty;

    /// <summary>What names the token without being it: streams that were opened with the same one share a session.</summary>
    public string? TokenKey { get; init; }

    /// <summary>The address they come from, for the audit trail; null where nothing is counted, as for this machine itself. Limits count IPv6 addresses by their /64.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>What limits per address count them under; null where nothing is counted.</summary>
    internal AddressKey? CountedAs => Address is { } address ? AddressKey.Of(address) : null;

    /// <summary>Whether another caller has proved to be the same: by issuer and subject, or where the token has no subject, by the token itself.</summary>
    internal bool IsSameAs(Caller other) => Identity is null ? TokenKey == other.TokenKey : Identity == other.Identity;

    /// <summary>Whether the token itself lets them.</summary>
    internal bool TokenLets(TopicAction action, TopicName topic) =>
        Any(Admin, topic) || action switch
        {
            TopicAction.Publish or TopicAction.Enqueue => Any(Publish, topic),
            TopicAction.Subscribe => Any(Subscribe, topic),
            _ => false,
        };

    /// <summary>Whether a claim to subscribe matches the topic and begins with this namespace: <c>*</c> alone does not reach into it.</summary>
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
