namespace Streaming.Server.Core.Nodes;

/// <summary>How far a node is behind the commits of other nodes.</summary>
/// <param name="Commits">The number of commits that the node knows to be missing.</param>
/// <param name="Time">The age of the oldest of them; zero if none is missing.</param>
internal readonly record struct BusLag(long Commits, TimeSpan Time);
