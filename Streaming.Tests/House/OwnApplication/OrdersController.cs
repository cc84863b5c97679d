using Microsoft.AspNetCore.Mvc;
using Streaming.Server.Core.Messages;
using Streaming.Server.Publishing;

namespace Streaming.Tests.House.OwnApplication;

/// <summary>A user's own controller in an application that hosts the server.</summary>
[ApiController]
[Route("orders")]
public sealed class OrdersController(Publisher publisher) : ControllerBase
{
    [HttpGet("{id}")]
    public ActionResult<Order> Get(int id) => Ok(new Order(id, OrderState.Paid, Note: null));

    [HttpGet("stream")]
    public async IAsyncEnumerable<Order> Stream()
    {
        for (var id = 1; id <= 3 && !HttpContext.RequestAborted.IsCancellationRequested; id++)
        {
            await Task.Yield();
            yield return new Order(id, OrderState.Open, "first & last");
        }
    }

    [HttpPost]
    public async Task<ActionResult<Order>> Create(Order order)
    {
        await publisher.PublishAsync(new TopicName("orders"), NewMessage.Text($"order {order.Id}"));
        return Created(new Uri($"/orders/{order.Id}", UriKind.Relative), order);
    }
}
