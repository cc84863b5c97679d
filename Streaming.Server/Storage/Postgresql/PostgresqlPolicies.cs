using Microsoft.Extensions.Options;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Refuses policies that select memory without saying that each node has its own messages: with several nodes, subscribers on other nodes
/// do not receive them.
/// </summary>
internal sealed class PostgresqlPolicies : IValidateOptions<TopicOptions>
{
    public ValidateOptionsResult Validate(string? name, TopicOptions options)
    {
        var failures = options.Policies.Where(policy => policy is { Store: TopicStore.Memory, PerNode: false })
            .Select(policy => $"{policy.Source} (Match '{policy.Match}'): with Storage:Provider=postgresql a topic in memory belongs to " +
                "one node, and subscribers on other nodes do not receive its messages; set PerNode to true if that is intended, or Store " +
                "to 'log'.")
            .ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
