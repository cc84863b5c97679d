namespace Streaming.Server.Core.Nodes;

/// <summary>Knows how far the clock of the store is ahead of the clock of this machine.</summary>
internal interface IClockOffset
{
    /// <summary>The time of the store minus the time of this machine, according to the last measurement.</summary>
    TimeSpan Offset { get; }
}
