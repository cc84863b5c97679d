namespace Streaming.OwnApplication;

/// <summary>A row of ten columns.</summary>
internal interface IRow
{
    long Id { get; set; }

    DateTime Time { get; set; }

    string Customer { get; set; }

    string Country { get; set; }

    string Product { get; set; }

    int Quantity { get; set; }

    double Price { get; set; }

    bool IsPaid { get; set; }

    int Rating { get; set; }

    string Note { get; set; }
}
