using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Streaming.Server.Transports.Results;
using Streaming.Tests.Support;

namespace Streaming.Tests.StreamedResults;

/// <summary>Tests the CSV files of an application's own types.</summary>
public sealed class CsvRowTests
{
    [Fact]
    public async Task A_map_of_CsvHelper_chooses_columns_and_separator()
    {
        await using var server = await ResultServer.StartAsync(new Source());
        var bytes = await server.Client.GetByteArrayAsync("/rows/points").OrTimeout();
        bytes.Should().StartWith(Encoding.UTF8.Preamble.ToArray());
        Encoding.UTF8.GetString(bytes.AsSpan(Encoding.UTF8.Preamble.Length)).Should().Be("north;east\r\n2;1\r\n");
    }

    [Fact]
    public async Task A_type_without_attributes_has_a_column_for_each_property()
    {
        await using var server = await ResultServer.StartAsync(new Source());
        (await server.Client.GetStringAsync("/rows/plain?format=csv").OrTimeout()).Should().Be(
            "Number,Text,Flag,Amount,When,Day,Bytes,List,site\r\n" +
            "1,\"a,b\",True,2.5,2026-01-31T12:00:00.0000000Z,Friday,AQI=,\"[3,4]\",https://example.com/\r\n" +
            "-2,,False,,0001-01-01T00:00:00.0000000,Sunday,,[],\r\n");
    }

    [Theory]
    [InlineData("=1+1")]
    [InlineData("+49 30")]
    [InlineData("@SUM(A1)")]
    [InlineData("-1")]
    [InlineData(" =1")]
    [InlineData("\t=1")]
    [InlineData("\nx")]
    [InlineData("＝1")]
    [InlineData("\u200B＠x, \"y\"")]
    [InlineData("\u00A0−1")]
    public async Task Text_that_a_spreadsheet_may_run_has_an_apostrophe(string text)
    {
        await using var server = await ResultServer.StartAsync(new Source());
        (await TextsAsync(server, "texts", "before", text, "a,b", text)).Should().Equal("before", "'" + text, "a,b", "'" + text);
        (await TextsAsync(server, "unescaped", "before", text)).Should().Equal("before", text);
    }

    [Theory]
    [InlineData("a=1")]
    [InlineData(" a")]
    [InlineData("Zoë")]
    [InlineData("日本 = \"x\", y")]
    [InlineData("\"")]
    [InlineData("\"\"\r\n=1")]
    [InlineData(" \",=1\"")]
    public async Task Other_text_is_written_unchanged(string text)
    {
        await using var server = await ResultServer.StartAsync(new Source());
        (await TextsAsync(server, "texts", text, "a,b", text)).Should().Equal(text, "a,b", text);
    }

    [Theory]
    [InlineData("/unsupported", "give it [CsvRecord]")]
    [InlineData("/objects", "return rows of a type with properties")]
    public async Task Rows_whose_columns_are_not_known_fail_before_the_first_byte(string path, string sentence)
    {
        await using var server = await ResultServer.StartAsync(new Source(), app =>
        {
            app.MapGet("/unsupported", () => StreamingResults.Csv(new[] { new Unsupported() }.ToAsyncEnumerable()));
            app.MapGet("/objects", () => StreamingResults.Csv(new object[] { 1, "a" }.ToAsyncEnumerable()));
        });
        server.Logs.Expect("An unhandled exception has occurred");
        using var response = await server.Client.OpenAsync(path);
        response.StatusCode.Should().Be(HttpStatusCode.InternalServerError);
        // The server logs the exception after it has sent the response.
        await Eventually.BecomesAsync(
            () => Task.FromResult(server.Logs.Entries.Select(entry => entry.Exception?.Message ?? string.Empty).ToList()),
            messages => messages.Exists(message => message.Contains(sentence, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Text_that_is_larger_than_all_buffers_is_written_correctly()
    {
        await using var server = await ResultServer.StartAsync(new Source(), app => Large.Map(app));
        var text = await server.Client.GetStringAsync("/large").OrTimeout();
        Csv.Parse(text).Skip(1).Select(row => row[0]).Should().Equal(Large.Texts.Select(each => each[0] is '=' or '＝' ? "'" + each : each));
    }

    private static async Task<IEnumerable<string>> TextsAsync(TestServer server, string action, params string[] texts)
    {
        var query = string.Join('&', texts.Select(text => $"text={WebUtility.UrlEncode(text)}"));
        var csv = await server.Client.GetStringAsync($"/rows/{action}?{query}").OrTimeout();
        return Csv.Parse(csv).Skip(1).Select(row => row[0]);
    }
}
