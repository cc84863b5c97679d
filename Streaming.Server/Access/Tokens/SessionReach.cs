namespace Streaming.Server.Access.Tokens;

/// <summary>Where a refresh or an end of a session was applied.</summary>
/// <param name="Nodes">The number of nodes that have confirmed it.</param>
/// <param name="Streams">The number of streams on these nodes that it has extended or ended.</param>
internal readonly record struct SessionReach(int Nodes, int Streams)
{
    public static SessionReach operator +(SessionReach one, SessionReach other) =>
        new(one.Nodes + other.Nodes, one.Streams + other.Streams);
}
