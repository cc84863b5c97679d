using Streaming.Server.Core.Configuration;

namespace Streaming.Server.Core.Nodes;

/// <summary>Registers this process as a node.</summary>
internal static class NodesRegistration
{
    /// <summary>
    /// Adds the only node on its store, unless the store, which must be added before, has several nodes (<see cref="INodeRegistry"/> and
    /// <see cref="ILeases"/>).
    /// </summary>
    public static IServiceCollection AddNodes(this IServiceCollection services)
    {
        services.AddSection<ClusterOptions>("Cluster");
        services.AddSingleton<OwnNode>();
        if (!services.Any(service => service.ServiceType == typeof(INodeRegistry)))
        {
            services.AddSingleton<SingleNode>();
            services.AddSingleton<ISharedRates, LocalRates>();
            services.AddSingleton<INodeRegistry>(provider => provider.GetRequiredService<SingleNode>());
            services.AddSingleton<ILeases>(provider => provider.GetRequiredService<SingleNode>());
        }

        return services.AddHostedService<NodeMetrics>();
    }
}
