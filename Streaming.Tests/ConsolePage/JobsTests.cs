using Streaming.Tests.Jobs;
using Streaming.Tests.Page;
using Streaming.Tests.Support;

namespace Streaming.Tests.ConsolePage;

[Trait("Category", "Slow")]
public sealed class JobsTests(Browser browser) : IClassFixture<Browser>
{
    private const int Many = 60;

    private readonly Probe _probe = new();

    [BrowserFact]
    public async Task All_failed_jobs_are_retried_at_once_after_a_question()
    {
        await using var server = await _probe.StartAsync();
        var isRepaired = false;
        _probe.Run = (arguments, _) => isRepaired ? Task.FromResult(new ProbeResult(arguments.Number))
            : throw new InvalidOperationException("The printer is out of paper.");
        for (var i = 0; i < Many; i++)
            await server.Client.EnqueueAsync(more: ",\"attempts\":1");
        await using var page = await browser.OpenConsoleAsync(server.Address, "jobs?state=failed");
        await page.SeesAsync(".tile[aria-current]", $"{Many}");
        await page.SeesAsync(".pager-text", "Page 1");
        isRepaired = true;
        await page.ActAsync("all");
        await page.SeesAsync("#confirm-text", "also on further pages");
        await page.AgreeAsync();
        await page.NewsAsync($"{Many} jobs queued again");
        await page.GoAsync("jobs?state=succeeded");
        await page.SeesAsync(".tile[aria-current]", $"{Many}");
        page.Errors.Should().BeEmpty();
    }

    [BrowserFact]
    public async Task Selected_jobs_are_retried_and_the_others_are_not()
    {
        await using var server = await _probe.StartAsync();
        _probe.Run = (_, _) => throw new InvalidOperationException("The printer is out of paper.");
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
            ids.Add(await server.Client.EnqueueAsync(more: ",\"attempts\":1"));
        await using var page = await browser.OpenConsoleAsync(server.Address, "jobs?state=failed");
        await page.SeesAsync(".tile[aria-current]", "3");
        _probe.Run = (arguments, _) => Task.FromResult(new ProbeResult(arguments.Number));
        await page.Row(ids[0]).Locator("input[type=checkbox]").CheckAsync();
        await page.Row(ids[2]).Locator("input[type=checkbox]").CheckAsync();
        await page.SeesAsync(".bulk-text", "2 selected");
        await page.ActAsync("retry-selected");
        await page.NewsAsync("2 jobs queued again");
        await page.SeesAsync(".pager-text", "1 job");
        await page.Row(ids[1]).WaitForAsync().OrTimeout();
        page.Errors.Should().BeEmpty();
    }

    [BrowserFact]
    public async Task A_job_shows_its_arguments_the_error_of_each_attempt_and_its_events()
    {
        await using var server = await _probe.StartAsync();
        _probe.Run = (_, _) => throw new InvalidOperationException("The printer is out of paper.");
        var id = await server.Client.EnqueueAsync(more: ",\"attempts\":1");
        await using var page = await browser.OpenConsoleAsync(server.Address, $"jobs/{id}");
        await page.SeesAsync(".head .badge", "failed");
        await page.SeesAsync(".errors", "The printer is out of paper.");
        await page.SeesAsync(".code-block", "\"number\"");
        await page.SeesAsync("table", "started");
        page.Errors.Should().BeEmpty();
    }

    [BrowserFact]
    public async Task A_running_job_is_cancelled_only_after_a_question_and_a_type_is_paused_and_resumed()
    {
        await using var server = await _probe.StartAsync();
        _probe.Run = async (arguments, job) =>
        {
            await job.Cancellation.UntilCancelledAsync();
            return new ProbeResult(arguments.Number);
        };
        var id = await server.Client.EnqueueAsync();
        await using var page = await browser.OpenConsoleAsync(server.Address, "jobs");
        await page.Row(id).Locator(".badge", new() { HasText = "running" }).WaitForAsync().OrTimeout();
        await page.Tab.Locator(".fold summary").ClickAsync();
        await page.ActAsync("pause-type");
        await page.SeesAsync(".notice", "Paused types: probe");
        await page.ActAsync("resume");
        await page.Tab.Locator(".notice").WaitForAsync(new() { State = Microsoft.Playwright.WaitForSelectorState.Hidden }).OrTimeout();

        await page.Row(id).Locator("button").ClickAsync();
        await page.Tab.Keyboard.PressAsync("Escape");
        (await server.Client.GetJsonAsync($"/jobs/{id}")).GetProperty("state").GetString().Should().Be("running", "the user did not agree");
        await page.Row(id).Locator("button").ClickAsync();
        await page.AgreeAsync();
        await page.Row(id).Locator(".badge", new() { HasText = "cancelled" }).WaitForAsync().OrTimeout();
        page.Errors.Should().BeEmpty();
    }
}
