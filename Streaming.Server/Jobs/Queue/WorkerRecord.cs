using System.Text.Json;

namespace Streaming.Server.Jobs.Queue;

/// <summary>Describes a worker (a process that runs jobs). The description is stored for all processes that share the store.</summary>
/// <param name="Name">The name of the worker. Each start of a process has another name.</param>
/// <param name="Node">The name of the node (server process), as in the response of <c>GET /nodes</c>.</param>
/// <param name="Process">The id of the worker's process on its machine.</param>
/// <param name="Started">The time at which the process started (UTC).</param>
/// <param name="Lowest">The lowest priority of the jobs that the worker runs.</param>
/// <param name="Highest">The highest priority of the jobs that the worker runs.</param>
/// <param name="Groups">The groups of job types that the worker runs, each with the number of its slots (places for one running job
/// each).</param>
internal sealed record WorkerRecord(
    string Name, string Node, int Process, DateTime Started, int Lowest, int Highest, IReadOnlyList<WorkerSlotGroup> Groups)
{
    // Unknown properties are ignored here, because a process of a newer version may have written them. In the JSON of job arguments,
    // unknown properties are refused.
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web);

    /// <summary>Parses the stored JSON form of a worker.</summary>
    public static WorkerRecord Parse(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize<WorkerRecord>(json, s_options) ?? throw new JsonException("The worker is null.");

    /// <summary>Returns the JSON form of the worker, in UTF-8.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, s_options);

    /// <summary>Returns true if the worker runs jobs of a type.</summary>
    public bool Takes(string type) => Groups.Any(group => group.Slots > 0 && group.Types.Contains(type, StringComparer.Ordinal));

    /// <summary>Returns true if the worker runs jobs with a priority.</summary>
    public bool Takes(int priority) => priority >= Lowest && priority <= Highest;
}
