using System.Globalization;
using CsvHelper;
using Streaming.Server.Transports.Results;

namespace Streaming.Reports;

/// <summary>One row of the report. The attributes of CsvHelper choose the columns of the CSV file.</summary>
[CsvRecord]
public sealed partial record Sale(
    [property: CsvColumn("Order")] string Order,
    [property: CsvFormat("yyyy-MM-dd")] DateTime Day,
    string Customer,
    int Items,
    decimal Total) : IStreamedEvent
{
    /// <summary>The number of the row. It is not a column of the CSV file.</summary>
    [CsvIgnore]
    public int Number { get; init; }

    /// <summary>The id of the row's event, with which a client that reconnects continues.</summary>
    string? IStreamedEvent.Id => Number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The type of the row's event.</summary>
    string? IStreamedEvent.Type => "sale";
}
