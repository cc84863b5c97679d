using Streaming.Server.Core.Configuration;

namespace Streaming.Server.Transports.DurableStreams;

/// <summary>Registers the Durable Streams protocol, a transport that reads and writes topics as streams over plain HTTP.</summary>
internal static class DurableStreamsRegistration
{
    /// <summary>Adds the services and the options of the Durable Streams protocol.</summary>
    public static IServiceCollection AddDurableStreamsTransport(this IServiceCollection services)
    {
        services.AddSection<DurableStreamOptions>("DurableStreams");
        return services.AddSingleton<StreamBody>().AddSingleton<ForkResolver>().AddSingleton<StreamCreator>().AddSingleton<ChunkReader>()
            .AddSingleton<LongPoll>().AddSingleton<StreamEvents>().AddSingleton<StreamProtocols>();
    }
}
