using Microsoft.Extensions.Options;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Validates the configured topic policies. Each error message begins with the key of the policy, such as <c>Topics:Policies:rooms</c>.
/// </summary>
internal sealed class TopicOptionsValidator : IValidateOptions<TopicOptions>
{
    private const string Policies = "Topics:Policies:";

    public ValidateOptionsResult Validate(string? name, TopicOptions options)
    {
        var failures = options.Policies
            .SelectMany((policy, index) => Check(policy).Select(failure => $"{KeyOf(policy, index)}:{failure}")).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    // The key of a configured policy has its name; a policy of the program has no key.
    private static string KeyOf(TopicPolicy policy, int index) =>
        policy.Source.StartsWith(Policies, StringComparison.Ordinal) ? policy.Source : $"{Policies}{index}";

    private static IEnumerable<string> Check(TopicPolicy policy)
    {
        if (!TopicPattern.IsValid(policy.Match))
            yield return $"Match is '{policy.Match}'; give a topic name or a pattern with *, such as 'room:*'.";
        if (!Enum.IsDefined(policy.Store))
            yield return "Store must be 'log' or 'memory'.";
        if (!Enum.IsDefined(policy.Anonymous))
            yield return "Anonymous must be 'none', 'subscribe' or 'all'.";
        if (policy.MaxMessages is < 1)
            yield return $"MaxMessages is {policy.MaxMessages}; give at least 1, or leave it out to keep all messages.";
        if (policy is { Store: TopicStore.Memory, MaxMessages: > 1_000_000 })
            yield return $"MaxMessages is {policy.MaxMessages}; a topic in memory keeps at most 1000000.";
        if (policy.MaxAge is { } age && age <= TimeSpan.Zero)
            yield return $"MaxAge is {Duration.Format(age)}; give a time above zero, or leave it out for no limit.";
        if (policy.MaxMessageBytes is < 1 or > 16 << 20)
            yield return $"MaxMessageBytes is {policy.MaxMessageBytes}; give 1 to 16777216.";
    }
}
