using System.Globalization;
using System.Text;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Logs the policies of topics (storage, retention, access) at startup, in the order in which a topic name is compared with the policies.
/// </summary>
internal sealed partial class StartupPolicyLog(TopicPolicies policies, ILogger<StartupPolicyLog> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var lines = new StringBuilder();
        foreach (var policy in policies.All)
            lines.Append(CultureInfo.InvariantCulture, $"\n  {policy.Match}: {Describe(policy)} ({policy.Source})");
        LogPolicies(lines.ToString());
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static string Describe(TopicPolicy policy)
    {
        var messages = policy.MaxMessages ?? (policy.Store == TopicStore.Memory ? TopicPolicy.DefaultMemoryMessages : null);
        string[] limits = [.. Limit(messages is null ? null : FormattableString.Invariant($"the newest {messages} messages")),
            .. Limit(policy.MaxAge is { } age ? $"for {Duration.Format(age)}" : null)];
        var kept = limits.Length == 0 ? "kept without limit" : $"kept: {string.Join(", ", limits)}";
        var presence = policy.Presence is { } isOn ? isOn ? ", with presence" : ", without presence" : null;
        var anonymous = policy.Anonymous == AnonymousAccess.None
            ? null
            : $", without a token: {policy.Anonymous.ToString().ToLowerInvariant()}";
        return $"{(policy.Store == TopicStore.Memory ? "in memory" : "in the log")}, {kept}{anonymous}{presence}";
    }

    private static string[] Limit(string? text) => text is null ? [] : [text];

    [LoggerMessage(1, LogLevel.Information, "Loaded the topic policies; the first policy that matches a topic applies:{Policies}")]
    private partial void LogPolicies(string policies);
}
