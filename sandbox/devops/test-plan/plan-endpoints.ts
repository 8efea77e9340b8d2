import { listPage } from '../paging.js'
import { flag } from '../query-parameters.js'
import type { Route } from '../route.js'
import { findPerson } from '../test/find-person.js'
import { findPlan } from '../test/find-suite.js'
import { testsOf } from '../test/test-route.js'
import { planAnswer } from './plan-answer.js'
import { planPage, planResources, planRoute } from './plan-route.js'
import { createPlan, deletePlan, updatePlan } from './plan-writes.js'

const { plans } = planResources

/** Test plans: list, one, create, change, delete. */
export const testPlanRoutes: readonly Route[] = [
  planRoute('GET', 'plans', plans, (call) => {
    const owner = findPerson(call, call.query('owner'))
    const active = flag(call, 'filterActivePlans')
    const fitting = [...testsOf(call).plans.values()].filter(
      (plan) => (!owner || plan.owner.id === owner.id) && (!active || plan.state === 'Active'),
    )
    const details = flag(call, 'includePlanDetails')
    return listPage(call, fitting, planPage, (plan) => planAnswer(call, plan, details))
  }),
  planRoute('GET', 'plans/{planId}', plans, (call) => ({
    status: 200,
    body: planAnswer(call, findPlan(call), true),
  })),
  planRoute('POST', 'plans', plans, (call) => ({
    status: 200,
    body: planAnswer(call, createPlan(call), true),
  })),
  planRoute('PATCH', 'plans/{planId}', plans, (call) => {
    const plan = findPlan(call)
    updatePlan(call, plan)
    return { status: 200, body: planAnswer(call, plan, true) }
  }),
  planRoute('DELETE', 'plans/{planId}', plans, (call) => {
    deletePlan(call, findPlan(call))
    return { status: 204 }
  }),
]
