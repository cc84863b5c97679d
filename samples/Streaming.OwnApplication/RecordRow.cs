using CsvHelper;

namespace Streaming.OwnApplication;

/// <summary>A row of ten columns, whose CSV writer CsvHelper generates.</summary>
[CsvRecord]
internal sealed partial class RecordRow : IRow
{
    public long Id { get; set; }

    public DateTime Time { get; set; }

    public string Customer { get; set; } = string.Empty;

    public string Country { get; set; } = string.Empty;

    public string Product { get; set; } = string.Empty;

    public int Quantity { get; set; }

    public double Price { get; set; }

    public bool IsPaid { get; set; }

    public int Rating { get; set; }

    public string Note { get; set; } = string.Empty;
}
