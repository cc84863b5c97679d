namespace Streaming.Tests.Cluster;

/// <summary>A topic after a failover, and what a reader of it must have received.</summary>
/// <param name="Name">The name.</param>
/// <param name="Through">The offset up to which the new server has the messages of the former one.</param>
/// <param name="Log">All messages on the new server.</param>
internal sealed record FailoverTopic(string Name, long Through, IReadOnlyList<Received> Log)
{
    /// <summary>Checks all that a reader has received.</summary>
    /// <param name="reader">The reader.</param>
    /// <returns>
    /// The faults, and whether the reader was told of a loss. A fault is a lost message without a gap, or a gap without a lost message.
    /// </returns>
    public (List<string> Faults, bool WasTold) Check(FailoverReader reader)
    {
        var faults = new List<string>();
        var (last, epoch, wasTold) = (0L, (string?)null, false);
        foreach (var received in reader.Received)
        {
            if (received.Type == "gap")
            {
                if (last <= Through)
                    faults.Add($"{reader.Name}: a gap after {last}, although nothing after {Through} was received.");
                (last, epoch, wasTold) = (reader.SkipsAfterGap ? received.Offset : Through, null, true);
                continue;
            }

            var its = received.Position[..received.Position.IndexOf('-', StringComparison.Ordinal)];
            var isLost = !wasTold && received.Offset > Through && (epoch is null || its == epoch) && !IsInLog(received);
            if (received.Offset != last + 1)
                faults.Add($"{reader.Name}: offset {received.Offset} after {last}.");
            if (epoch is not null && its != epoch && last > Through)
                faults.Add($"{reader.Name}: a new epoch at {received.Offset} without a gap, although messages after {Through} were lost.");
            if (!isLost && !IsInLog(received))
                faults.Add($"{reader.Name}: '{received.Data}' at {received.Offset}, which the log has not.");
            (last, epoch) = (received.Offset, its);
        }

        if (last != Log.Count)
            faults.Add($"{reader.Name}: {last} of {Log.Count} messages.");
        return (faults, wasTold);
    }

    /// <summary>Whether the new server has this message at this offset.</summary>
    public bool Has(long offset, string data) => offset <= Log.Count && Log[(int)offset - 1].Data == data;

    private bool IsInLog(Received received) => Has(received.Offset, received.Data);
}
