using System.Runtime.CompilerServices;

namespace Streaming.Reports;

/// <summary>Generates the rows of a report, as a query of a database would: the first ones at once, and the others later.</summary>
public sealed class SalesReport(TimeProvider time)
{
    private static readonly string[] s_customers = ["Ada Lovelace", "Grace Hopper", "=cmd|'/c calc'!A1", "Zoë & Sons, Ltd."];

    /// <summary>Generates the rows after a number.</summary>
    /// <param name="after">The number of the last row that the client has already received; 0 for none.</param>
    /// <param name="count">The number of the last row.</param>
    /// <param name="pause">The time between two rows.</param>
    /// <param name="cancellationToken">Cancelled when the client disconnects or the server stops.</param>
    public async IAsyncEnumerable<Sale> RowsAsync(
        int after, int count, TimeSpan pause, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var number = after + 1; number <= count; number++)
        {
            if (pause > TimeSpan.Zero)
                await Task.Delay(pause, time, cancellationToken);
            yield return new Sale(
                $"A-{number:00000}", new DateTime(2026, 1, 1).AddDays(number % 365), s_customers[number % s_customers.Length],
                1 + (number % 7), number * 1.25m)
            {
                Number = number,
            };
        }
    }
}
