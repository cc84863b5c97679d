using CsvHelper;
using Streaming.Server.Transports.Results;

namespace Streaming.Tests.StreamedResults;

/// <summary>A row with attributes of CsvHelper.</summary>
[CsvRecord]
public sealed partial record Measurement(
    [property: CsvColumn("sensor name", Index = 1)] string Sensor,
    [property: CsvColumn(Index = 0), CsvFormat("yyyy-MM-dd")] DateTime Day,
    [property: CsvColumn(Index = 2)] double Value) : IStreamedEvent
{
    [CsvIgnore]
    public string Secret { get; init; } = "hidden";

    string? IStreamedEvent.Id => $"{Day:yyyyMMdd}";

    string? IStreamedEvent.Type => "measured";
}
