namespace Streaming.Server.Access.Tokens;

/// <summary>The number of nodes (server processes) and of open streams to which the refresh or the end of a session was applied.</summary>
/// <param name="Nodes">The number of nodes that have confirmed the refresh or the end.</param>
/// <param name="Streams">The number of streams on these nodes that were extended or ended.</param>
internal readonly record struct SessionReach(int Nodes, int Streams)
{
    public static SessionReach operator +(SessionReach one, SessionReach other) =>
        new(one.Nodes + other.Nodes, one.Streams + other.Streams);
}
