namespace Streaming.Server.Core.Topics;

/// <summary>
/// Records for each topic policy from which configuration key it comes (<see cref="TopicPolicy.Source"/>), for the log at startup.
/// </summary>
internal static class PolicySources
{
    // The configuration binder creates one policy for each child that has a value, in the order of the children: numbers first, then names.
    public static void Name(TopicOptions options, IConfiguration configuration)
    {
        var keys = configuration.GetSection("Topics:Policies").GetChildren()
            .Where(child => child.AsEnumerable().Any(each => each.Value is not null)).Select(child => child.Path);
        foreach (var (policy, key) in options.Policies.Zip(keys))
            policy.Source = key;
    }
}
