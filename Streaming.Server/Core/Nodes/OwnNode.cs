using System.Reflection;
using Microsoft.Extensions.Options;

namespace Streaming.Server.Core.Nodes;

/// <summary>
/// Holds the name, the version and the start time of this process, which other nodes (server processes) on the same store can see.
/// </summary>
internal sealed class OwnNode(IOptions<ClusterOptions> options, TimeProvider time)
{
    /// <summary>The version of the program, without the id of the source commit.</summary>
    public static string Version { get; } =
        typeof(OwnNode).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
            ?? string.Empty;

    public string Name { get; } = options.Value.NameOrHost;

    /// <summary>The time at which the server started, by the clock of this process.</summary>
    public DateTimeOffset Started { get; } = time.GetUtcNow();
}
