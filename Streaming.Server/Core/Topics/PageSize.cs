namespace Streaming.Server.Core.Topics;

/// <summary>Where a page ends: whichever comes first.</summary>
/// <param name="Messages">The most messages.</param>
/// <param name="Bytes">Bytes of data after which no further message is added.</param>
public readonly record struct PageSize(int Messages, int Bytes = 1 << 20)
{
    /// <summary>What is read at once where nobody waits for a client in between.</summary>
    public static PageSize Default => new(1_000);

    /// <summary>What a download reads at once. It holds at most one such page while its client takes nothing, beside what it has written.</summary>
    public static PageSize Download => new(128, 16 * 1024);
}
