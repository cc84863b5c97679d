using CsvHelper;

namespace Streaming.Tests.StreamedResults;

/// <summary>A map of CsvHelper: the names of the columns, their order and the separator of the files.</summary>
[CsvRecordMap(typeof(Point))]
[CsvOptions(Separator = ';')]
public sealed partial class PointMap
{
    [CsvColumn("east", Index = 1)]
    public int X { get; set; }

    [CsvColumn("north", Index = 0)]
    public int Y { get; set; }
}
