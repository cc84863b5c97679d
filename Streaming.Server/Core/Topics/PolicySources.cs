namespace Streaming.Server.Core.Topics;

/// <summary>
/// Sets the origin of each topic policy (<see cref="TopicPolicy.Source"/>) to the configuration key of the policy. The origin is logged at
/// startup.
/// </summary>
internal static class PolicySources
{
    // The configuration binder creates the policies in the order of their keys: numbers first, then names. Keys without a value create no
    // policy.
    public static void SetSources(TopicOptions options, IConfiguration configuration)
    {
        var keys = configuration.GetSection("Topics:Policies").GetChildren()
            .Where(child => child.AsEnumerable().Any(each => each.Value is not null)).Select(child => child.Path);
        foreach (var (policy, key) in options.Policies.Zip(keys))
            policy.Source = key;
    }
}
