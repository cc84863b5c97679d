namespace Streaming.Server.Core.Nodes;

/// <summary>Describes how far a node (server process) is behind the commits of the other nodes that share its store.</summary>
/// <param name="Commits">The number of commits of other nodes that the node knows of but has not read yet.</param>
/// <param name="Time">The age of the oldest commit that the node has not read yet; zero if there is none.</param>
internal readonly record struct BusLag(long Commits, TimeSpan Time);
