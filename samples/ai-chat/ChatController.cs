using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc;
using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Queue;

namespace Streaming.AiChat;

/// <summary>
/// Receives questions and stops answers. A chat is a stream of JSON: questions, each with the path of the stream of its answer. The page
/// reads the streams themselves.
/// </summary>
[ApiController]
public sealed partial class ChatController(AnswerWriter writer, JobClient jobs) : ControllerBase
{
    private const int MaxLength = 10_000;

    /// <summary>Creates the stream of a chat, unless it exists.</summary>
    [HttpPut("/chats/{chat}")]
    public async Task<IActionResult> Open(string chat, CancellationToken cancellation)
    {
        if (!Name().IsMatch(chat))
            return Problem("Give a chat of letters and digits.", statusCode: 400);
        await writer.CreateAsync($"chats/{chat}", "application/json", cancellation);
        return NoContent();
    }

    /// <summary>Adds a question to a chat, and enqueues the job that answers it.</summary>
    [HttpPost("/chats/{chat}/questions")]
    public async Task<IActionResult> Ask(string chat, Question question, CancellationToken cancellation)
    {
        if (!Name().IsMatch(chat) || question.Text is not { Length: > 0 and <= MaxLength } text)
            return Problem($"Give a chat of letters and digits, and a text of 1 to {MaxLength} characters.", statusCode: 400);
        var answer = $"answers/{Guid.CreateVersion7():n}";
        await writer.CreateAsync(answer, AnswerWriter.Text, cancellation);
        var job = await jobs.EnqueueAsync(
            AnswerJob.Type, new AnswerArguments { Stream = answer, Question = text }, cancellationToken: cancellation);
        var entry = new { question = text, answer, job = job.Id.Value };
        await writer.CreateAsync($"chats/{chat}", "application/json", cancellation);
        await writer.AppendJsonAsync($"chats/{chat}", entry, cancellation);
        return Accepted(entry);
    }

    /// <summary>Stops an answer: cancels its job, and closes its stream as it is.</summary>
    [HttpPost("/chats/answers/{answer}/stop")]
    public async Task<IActionResult> Stop(string answer, [FromQuery] string job, CancellationToken cancellation)
    {
        if (!Name().IsMatch(answer))
            return Problem("Give the id of an answer.", statusCode: 400);
        try
        {
            await jobs.CancelAsync(JobId.Parse(job), cancellation);
        }
        catch (RefusalException e) when (e.Reason == RefusalReason.Conflict)
        {
            // The job has ended already.
        }

        await writer.CloseAsync($"answers/{answer}", cancellation);
        return NoContent();
    }

    [GeneratedRegex("^[a-z0-9]{1,40}$", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Name();
}
