using System.ComponentModel.DataAnnotations;

namespace Streaming.AiChat;

/// <summary>The arguments of a job that generates an answer.</summary>
public sealed record AnswerArguments
{
    /// <summary>The path of the stream to which the answer is appended.</summary>
    [RegularExpression("^answers/[a-z0-9]{1,40}$", ErrorMessage = "stream is the path of an answer.")]
    public required string Stream { get; init; }

    /// <summary>The question of the user.</summary>
    [MaxLength(10_000, ErrorMessage = "question has at most 10,000 characters.")]
    public required string Question { get; init; }
}
