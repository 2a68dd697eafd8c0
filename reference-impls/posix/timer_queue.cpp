// SPDX-License-Identifier: MIT
#include "timer_queue.hpp"

namespace cleave::posix {

void timer::arm(timer_queue& queue, time_point deadline) {
    // The first question needs no look at the heap: what is due there is never later than the deadline.
    const bool only_later = queue_ == &queue && (deadline >= deadline_ || deadline >= queue.heap_[place_].due);
    if (!only_later) cancel();
    deadline_ = deadline;
    if (!only_later) queue.insert(*this);
}

void timer::cancel() noexcept {
    if (queue_ != nullptr) queue_->remove(place_);
}

std::optional<time_point> timer_queue::next() const noexcept {
    if (heap_.empty()) return std::nullopt;
    return heap_.front().due;
}

void timer_queue::expire(time_point now) {
    // A call may arm, cancel or destroy any timer, so each leaves the heap by itself, right before it is called.
    for (std::size_t left = heap_.size(); left > 0 && !heap_.empty() && heap_.front().due <= now;) {
        entry& first = heap_.front();
        if (first.due != first.who->deadline_) {
            first.due = first.who->deadline_;
            sift_down(0);
            continue;
        }
        const std::function<void()> call = first.who->on_expiry_; // the timer may be gone before it returns
        remove(0);
        call();
        --left;
    }
}

void timer_queue::insert(timer& who) {
    heap_.push_back({who.deadline_, &who});
    who.queue_ = this;
    who.place_ = heap_.size() - 1;
    sift_up(who.place_);
}

void timer_queue::remove(std::size_t place) noexcept {
    heap_[place].who->queue_ = nullptr;
    const entry last = heap_.back();
    heap_.pop_back();
    if (place == heap_.size()) return;
    put(place, last);
    sift_up(place);
    sift_down(last.who->place_);
}

void timer_queue::sift_up(std::size_t place) noexcept {
    const entry moving = heap_[place];
    while (place > 0 && moving.due < heap_[(place - 1) / 2].due) {
        put(place, heap_[(place - 1) / 2]);
        place = (place - 1) / 2;
    }
    put(place, moving);
}

void timer_queue::sift_down(std::size_t place) noexcept {
    const entry moving = heap_[place];
    for (;;) {
        std::size_t child = 2 * place + 1;
        if (child >= heap_.size()) break;
        if (child + 1 < heap_.size() && heap_[child + 1].due < heap_[child].due) ++child;
        if (moving.due <= heap_[child].due) break;
        put(place, heap_[child]);
        place = child;
    }
    put(place, moving);
}

void timer_queue::put(std::size_t place, entry what) noexcept {
    heap_[place] = what;
    what.who->place_ = place;
}

} // namespace cleave::posix
