using Streaming.Tests.Jobs;
using Streaming.Tests.Support;

namespace Streaming.Tests.Page;

[Trait("Category", "Slow")]
public sealed class JobsTests(Browser browser) : IClassFixture<Browser>
{
    private readonly Probe _probe = new();

    [BrowserFact]
    public async Task A_job_enqueued_with_the_form_shows_its_progress_and_its_end()
    {
        await using var server = await _probe.StartAsync(("Jobs:ProgressInterval", "00:00:00.001"));
        var steps = new SemaphoreSlim(0);
        _probe.Run = async (_, job) =>
        {
            job.ReportProgress(0.25, "a quarter done");
            await steps.WaitAsync(job.Cancellation);
            job.ReportProgress(0.75, "three quarters done");
            await steps.WaitAsync(job.Cancellation);
            return new ProbeResult(1);
        };
        await using var page = await browser.OpenAsync(server.Address);
        await page.Id("job-type").FillAsync("probe");
        await page.Id("job-arguments").FillAsync("""{"number": 3}""");
        await page.Id("job-enqueue").ClickAsync();

        await page.SeesAsync(".job[data-state=running] .item-text", "25 % · a quarter done");
        steps.Release();
        await page.SeesAsync(".job .item-text", "75 % · three quarters done");
        (await page.Tab.Locator(".job progress").First.EvaluateAsync<double>("bar => bar.value").OrTimeout()).Should().Be(0.75);
        steps.Release();
        await page.SeesAsync(".job[data-state=succeeded] .state", "succeeded");
        (await page.Tab.Locator(".job a").First.GetAttributeAsync("href").OrTimeout()).Should().MatchRegex("^/jobs/[0-9A-Z]{26}/result$");
        page.Errors.Should().BeEmpty();
    }

    [BrowserFact]
    public async Task A_job_is_cancelled_and_retried_with_a_click()
    {
        await using var server = await _probe.StartAsync();
        var runs = 0;
        _probe.Run = async (_, job) =>
        {
            if (Interlocked.Increment(ref runs) == 1)
                await job.Cancellation.UntilCancelledAsync();
            return new ProbeResult(1);
        };
        await using var page = await browser.OpenAsync(server.Address);
        await server.Client.EnqueueAsync();
        // The element is located while the card is visible.
        await page.Id("jobs").ScrollIntoViewIfNeededAsync();
        await page.SeesAsync(".job[data-state=running] .state", "running");
        await page.Tab.Locator(".job button[data-act=cancel]").ClickAsync();
        await page.SeesAsync(".job[data-state=cancelled] .state", "cancelled");
        await page.Tab.Locator(".job button[data-act=retry]").ClickAsync();
        await page.SeesAsync(".job[data-state=succeeded] .state", "succeeded");
        page.Errors.Should().BeEmpty();
    }

    [BrowserFact]
    public async Task The_page_shows_the_sentence_of_a_refusal()
    {
        await using var server = await _probe.StartAsync();
        await using var page = await browser.OpenAsync(server.Address);
        await page.Id("job-type").FillAsync("probe");
        await page.Id("job-arguments").FillAsync("""{"number": 1000}""");
        await page.Id("job-enqueue").ClickAsync();
        await page.SeesAsync("#job-error", "between 0 and 100");
        await page.Id("job-arguments").FillAsync("no json");
        await page.Id("job-enqueue").ClickAsync();
        await page.SeesAsync("#job-error", "not JSON");
    }
}
