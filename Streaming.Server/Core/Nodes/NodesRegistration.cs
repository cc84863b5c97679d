using Streaming.Server.Core.Configuration;

namespace Streaming.Server.Core.Nodes;

/// <summary>Registers this process as a node among the server processes that share a store.</summary>
internal static class NodesRegistration
{
    /// <summary>
    /// Adds the services for a process that is the only node (server process) on its store. A store that several nodes can share brings its
    /// own services (<see cref="INodeRegistry"/> and <see cref="ILeases"/>): if it was added before, these stay in use.
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
