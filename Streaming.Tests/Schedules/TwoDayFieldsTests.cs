using System.Text;
using Streaming.Tests.Support;

namespace Streaming.Tests.Schedules;

public sealed class TwoDayFieldsTests
{
    [Fact]
    public async Task A_cron_expression_with_two_day_fields_fires_on_days_that_match_both()
    {
        await using var server = await TestServer.StartAsync();
        using var made = await server.Client.PutAsync(
            "/schedules/both", new StringContent("""{"cron":"0 0 1,15 * MON","type":"retention"}""", Encoding.UTF8, "application/json"))
            .OrTimeout();
        made.IsSuccessStatusCode.Should().BeTrue(await made.Content.ReadAsStringAsync());
        var next = (await server.Client.GetJsonAsync("/schedules/both")).GetProperty("next").EnumerateArray()
            .Select(time => time.GetDateTime()).ToList();
        next.Should().HaveCount(5).And.OnlyContain(time => time.DayOfWeek == DayOfWeek.Monday && (time.Day == 1 || time.Day == 15));
    }
}
