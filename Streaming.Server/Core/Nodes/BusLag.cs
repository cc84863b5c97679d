namespace Streaming.Server.Core.Nodes;

/// <summary>Describes how far a node (server process) is behind the other nodes that write to the same store.</summary>
/// <param name="Commits">The number of commits of other nodes that this node knows of, but whose messages it has not read yet.</param>
/// <param name="Time">The age of the oldest commit whose messages the node has not read yet; zero if there is none.</param>
internal readonly record struct BusLag(long Commits, TimeSpan Time);
