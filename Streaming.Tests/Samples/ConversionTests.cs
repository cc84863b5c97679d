using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Streaming.Tests.Jobs;
using Streaming.Tests.Support;

namespace Streaming.Tests.Samples;

/// <summary>Tests the sample of a user's own program: its handler and controller around the server.</summary>
[Trait("Category", "Slow")]
public sealed class ConversionTests
{
    [Fact]
    public async Task A_job_compresses_an_upload_and_its_file_is_downloaded_with_ranges()
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.StartProgramAsync(Repository.Sample("Streaming.Conversion"), folder);
        var text = string.Concat(Enumerable.Range(0, 100_000).Select(i => $"line {i} of a large file\n"));

        using var accepted = await server.Client.PutAsync("/uploads/large.txt", new StringContent(text)).OrTimeout();
        accepted.StatusCode.Should().Be(HttpStatusCode.Accepted);
        var job = await accepted.Content.ReadFromJsonAsync<JsonElement>();
        var events = await server.Client.EventsAsync(job.GetProperty("job").GetString()!);
        events.Select(each => each.Type).Should().StartWith(["queued", "started", "progress"]).And.EndWith("succeeded");

        var result = job.GetProperty("result").GetString();
        var whole = await server.Client.GetByteArrayAsync(result).OrTimeout();
        using var request = new HttpRequestMessage(HttpMethod.Get, result) { Headers = { Range = new RangeHeaderValue(1_000, null) } };
        using var rest = await server.Client.SendAsync(request).OrTimeout();
        rest.StatusCode.Should().Be(HttpStatusCode.PartialContent);
        (await rest.Content.ReadAsByteArrayAsync().OrTimeout()).Should().Equal(whole.Skip(1_000));
        await using var zip = new GZipStream(new MemoryStream(whole), CompressionMode.Decompress);
        using var reader = new StreamReader(zip, Encoding.UTF8);
        (await reader.ReadToEndAsync().OrTimeout()).Should().Be(text);

        using var refused = await server.Client.PutAsync("/uploads/no%20spaces", new StringContent("x")).OrTimeout();
        (await refused.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain("letters, digits and _ . - only");
    }
}
